"""Each line has one worker: it claims work, drives its modem and records what came of it."""
