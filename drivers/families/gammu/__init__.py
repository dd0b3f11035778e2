"""Phones and modems that only libGammu knows (python-gammu), at `gammu:CONNECTION:DEVICE`.

CONNECTION and DEVICE as in gammurc: `gammu:at115200:/dev/ttyUSB0`, `gammu:bluephonet:00:11:22:33:44:55`;
`gammu:dummy:DIRECTORY` is libGammu's own dummy, messages as files.

libGammu tells no ICCID and no PIN tries left, and no number that is the SIM's own. A message that it can't carry as it
is, such as one valid for five weeks, is refused, never changed.
"""
