"""The box on an MQTT broker: what happens, how its lines stand, and commands."""
