"""The action server. Each module with an ``Action`` is found by the SDK when it is imported."""
