"""Understanding side by side: this project's pipeline and three that Rasa's users would pick."""
