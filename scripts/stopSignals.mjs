const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Calls `stop(exitCode)` when this process is to end: on Ctrl-C and the like, and when the npm that
 * runs it has ended, since the shell between the two does not hand signals on.
 */
export function onStop(stop) {
	for (const [signal, exitCode] of Object.entries(exitCodes)) {
		process.on(signal, () => stop(exitCode));
	}
	if (!process.env.npm_lifecycle_event) return;
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(watch);
		stop(exitCodes.SIGTERM);
	}, 500);
	watch.unref();
}
