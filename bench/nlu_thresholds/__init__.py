"""Where the thresholds of config.yml come from: curves over messages that were not trained on."""
