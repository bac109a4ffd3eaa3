"""Starts, trains and stops what makes up Saldo: sandbox exchange, action server, Rasa."""
