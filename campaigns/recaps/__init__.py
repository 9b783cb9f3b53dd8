"""Pictures of an account's month: drawn once, shown in mails and on the page behind them."""
