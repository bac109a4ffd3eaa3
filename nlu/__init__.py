"""The understanding of Saldo: custom Rasa pipeline components and the pure helpers behind them."""
