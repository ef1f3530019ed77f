"""Training a Vosk model of our own: from text to synthetic speech to a folder that Vosk loads."""
