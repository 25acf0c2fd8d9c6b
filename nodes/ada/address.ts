import { UserError } from 'n8n-workflow';

/** The fields of the credential `adaCxApi` that say where Ada is. */
export interface AdaAddress {
	addressBy?: string;
	handle?: string;
	cluster?: string;
	otherCluster?: string;
	baseUrl?: string;
}

const ADA_DOMAIN = '.ada.support';
const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * The address that all paths of Ada's API are appended to, such as
 * `https://acme.eu.ada.support/api`, without a slash at its end.
 * Throws a UserError that names the credential's field when the address cannot be right.
 * Source: Ada OpenAPI, `servers`; the clusters are those of Ada's Chat SDK and API pages.
 */
export function apiUrl(address: AdaAddress): string {
	return address.addressBy === 'baseUrl'
		? fromBaseUrl((address.baseUrl ?? '').trim())
		: fromHandle(address);
}

function fromHandle({ handle = '', cluster = 'default', otherCluster = '' }: AdaAddress): string {
	const typed = handle.trim().toLowerCase();
	if (typed === '') {
		throw new UserError("'Agent Handle' is empty: enter the first part of your dashboard address");
	}
	const [name, pastedCluster, ...more] = hostOf(typed).split('.');
	if (!LABEL.test(name) || more.length > 0) {
		throw new UserError(
			`'Agent Handle' does not fit: "${typed}". Enter the part before .ada.support in your dashboard address, such as acme`,
		);
	}
	const chosen = cluster === 'other' ? otherCluster.trim().toLowerCase() : cluster;
	if (cluster === 'other' && !LABEL.test(chosen)) {
		throw new UserError(
			"'Other Cluster' does not fit: enter the part between your handle and .ada.support, such as eu",
		);
	}
	const label = pastedCluster ?? (chosen === 'default' ? undefined : chosen);
	if (label !== undefined && !LABEL.test(label)) {
		throw new UserError(`'Agent Handle' does not fit: "${typed}"`);
	}
	return `https://${label === undefined ? name : `${name}.${label}`}${ADA_DOMAIN}/api`;
}

/** The part before `.ada.support` of a handle, a host name or a pasted dashboard address. */
function hostOf(typed: string): string {
	const host = typed.replace(/^[a-z]+:\/\//, '').replace(/[/?#:].*$/, '');
	return host.endsWith(ADA_DOMAIN) ? host.slice(0, -ADA_DOMAIN.length) : host;
}

function fromBaseUrl(typed: string): string {
	const url = parsed(typed);
	if (!url) {
		throw new UserError(
			"'Base URL' is not a web address: enter one such as https://acme.ada.support",
		);
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isPrivateHost(url.hostname))) {
		throw new UserError(
			`'Base URL' must begin with https://, since the API key travels with every request (http:// is allowed for hosts of your own network only, and "${url.hostname}" is not one)`,
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw new UserError("'Base URL' must not contain a user name or a password");
	}
	const path = url.pathname.replace(/\/+$/, '').replace(/\/(api(\/v2)?)$/, '');
	return `${url.origin}${path}/api`;
}

function parsed(typed: string): URL | undefined {
	try {
		return new URL(typed);
	} catch {
		return undefined;
	}
}

/** Whether a host is reachable from the user's own network only: loopback, private ranges, containers. */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
	return (
		host === 'localhost' ||
		!/[.:]/.test(host) ||
		/\.(localhost|local|internal|lan|home\.arpa|test)$/.test(host) ||
		/^(127|10)\.\d+\.\d+\.\d+$/.test(host) ||
		/^192\.168\.\d+\.\d+$/.test(host) ||
		/^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host) ||
		/^169\.254\.\d+\.\d+$/.test(host) ||
		/^(::1|f[cd][0-9a-f]{2}:.*|fe80:.*)$/.test(host)
	);
}
