"""Renewals to come: assessed, rated, forecast, rescued where at risk, and closed."""
