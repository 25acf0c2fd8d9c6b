import { Problem } from '../problem.mjs';
import { realAda } from '../realAda.mjs';
import { isThisMachine } from './thisMachine.mjs';

const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * The agent that the environment names.
 *
 * @returns {{ name: string, apiUrl: string, apiKey: string, hidden: (text: string) => string }}
 *   `name` is what its owner types to confirm: the handle, or the host of the base URL. `apiUrl` ends
 *   with /api. `hidden` takes the key out of a text
 */
export function agentIn(env) {
	const ada = realAda(env);
	if (!ada) {
		throw new Problem(
			'Which agent? Set ADA_HANDLE and ADA_API_KEY (and ADA_CLUSTER, if its address has one) to' +
				' those of an AI Agent that is not in production.',
		);
	}
	const apiKey = ada.apiKey.trim();
	const hidden = (text) => text.replaceAll(apiKey, '[hidden]');
	const place = ada.addressBy === 'baseUrl' ? atBaseUrl(ada.baseUrl) : atHandle(ada);
	return { ...place, apiKey, hidden };
}

function atHandle({ handle, cluster, otherCluster }) {
	const place = cluster === 'default' ? [] : [otherCluster ?? cluster];
	for (const [name, text] of [
		['ADA_HANDLE', handle],
		...place.map((text) => ['ADA_CLUSTER', text]),
	]) {
		if (label.test(text)) continue;
		const example =
			name === 'ADA_HANDLE'
				? 'the first part of the dashboard’s address, such as acme of acme.ada.support'
				: 'the part between handle and ada.support, such as eu';
		throw new Problem(`${name} must be ${example}, not "${text}".`);
	}
	return { name: handle, apiUrl: `https://${[handle, ...place].join('.')}.ada.support/api` };
}

function atBaseUrl(text) {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url));
	if (!isSafe || url.username || url.password) {
		throw new Problem(
			'ADA_BASE_URL must begin with https://, since the API key travels with every request (or be' +
				` http:// on this machine), and is "${text}".`,
		);
	}
	const path = url.pathname.replace(/\/+$/, '').replace(/\/api(\/v2)?$/, '');
	return { name: url.host, apiUrl: `${url.origin}${path}/api` };
}
