"""`python -m voice_coach` is `voice-coach`."""

import sys

from voice_coach.cli import main

sys.exit(main())
