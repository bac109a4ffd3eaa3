"""Names that the components share: of the notes they leave on a message, and of a theft."""

READING = "saldo_reading"
PROBLEM = "saldo_input_problem"
LANGUAGE = "saldo_language"
FOREIGN = "saldo_foreign"
ENGLISH = "saldo_english"
SWITCH = "saldo_switch"
PART = "saldo_part"

THEFT = "security_breach"
"""The intent that must not be taken for another one."""

SECRET = "secret_shared"  # noqa: S105
"""The intent of a message that holds a secret."""

CIRCUMSTANCE = "circumstance"
"""What is told on the way and asks for nothing; a label of the classifier, and no intent."""

ASK, OUT = "nlu_fallback", "out_of_scope"
"""Rasa's name for "too unsure to answer", and the intent of what the bot is not for."""
