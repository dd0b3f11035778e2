"""Turns a port into a Modem with typed capabilities; knows nothing of jobs, HTTP or SQL."""
