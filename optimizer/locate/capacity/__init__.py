"""Capacitated location: sites that can serve so much and no more."""
