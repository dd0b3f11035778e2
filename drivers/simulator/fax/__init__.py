"""Fax modems of the simulator, the exchange they call through, and the machines outside."""
