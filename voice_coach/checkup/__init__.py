"""What `voice-coach doctor` looks at, one room of the machine a file."""
