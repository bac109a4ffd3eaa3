"""Where Saldo changes Rasa: one module for each change, all named in ``endpoints.yml``.

=================== ==========================================================================
module              what and why
=================== ==========================================================================
``lock_store``      waits 50 ms instead of 1 s between two looks at a conversation's lock
``tracker_store``   SQLite with a pooled connection and a write-ahead journal
``validator``       compiles the schema of action responses once instead of at each response
``remote_action``   a failing action server is answered, within a time limit
``nlg``             the first answer of a session says that it is automated
``install``         applies the patches above once, after checking Rasa's version
=================== ==========================================================================

Rasa loads the classes by the ``type`` entries of ``endpoints.yml``, however it is started.
"""
