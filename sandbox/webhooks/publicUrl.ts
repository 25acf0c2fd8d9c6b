import { BlockList, isIP } from 'node:net';

const notPublic = new BlockList();
for (const [network, bits] of [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
] as const) {
	notPublic.addSubnet(network, bits, 'ipv4');
}
notPublic.addAddress('::', 'ipv6');
notPublic.addAddress('::1', 'ipv6');
notPublic.addSubnet('fc00::', 7, 'ipv6');
notPublic.addSubnet('fe80::', 10, 'ipv6');

/** The URL, if it is an absolute one that a webhook can be sent to at all. */
export function httpUrl(text: string): URL | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Whether it is https on a host that is neither this machine nor in a private network. */
export function isPublic(url: URL): boolean {
	const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
	if (url.protocol !== 'https:' || /^(.+\.)?localhost$/.test(host)) return false;
	const version = isIP(host);
	return version === 0 || !notPublic.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
