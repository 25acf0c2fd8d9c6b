// Loaded before the probe: what is piped into it counts as typed at a terminal.
process.stdin.isTTY = true;
