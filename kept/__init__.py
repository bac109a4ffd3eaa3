"""What is kept of conversations: where it lies, whose it is, how long it stays, how it goes.

Reads and erases the files themselves, without Rasa and without a running bot.
"""
