/** Whether an address is one of loopback, which never leaves this machine. */
export function isThisMachine({ hostname }) {
	return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
