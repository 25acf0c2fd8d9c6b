import { Problem } from './problem.mjs';

/** The clusters that the credential has in its list. */
const listed = ['default', 'att', 'eu', 'ficanex', 'maple', 'us2'];

/**
 * The credential for the Ada that the environment names (ADA_HANDLE and ADA_CLUSTER, or
 * ADA_BASE_URL; ADA_API_KEY), or undefined when it names none. The key goes into n8n's credential
 * and nowhere else.
 */
export function realAda({
	ADA_HANDLE: handle,
	ADA_CLUSTER: cluster,
	ADA_BASE_URL: baseUrl,
	ADA_API_KEY: apiKey,
}) {
	if (!handle && !baseUrl && !apiKey) return undefined;
	if (handle && baseUrl) {
		throw new Problem('ADA_HANDLE and ADA_BASE_URL are both set, and only one of them can hold.');
	}
	const address = handle || baseUrl;
	if (!address || !apiKey) {
		const where = baseUrl ? 'ADA_BASE_URL' : 'ADA_HANDLE';
		const [missing, given] = address ? ['ADA_API_KEY', where] : [where, 'ADA_API_KEY'];
		throw new Problem(
			`${given} is set and ${missing} is not. For a real Ada set both (and ADA_CLUSTER, if it is` +
				' not the default one); for the sandbox set none.',
		);
	}
	const common = { apiKey, limitShare: 80 };
	if (baseUrl) return { addressBy: 'baseUrl', baseUrl, ...common };
	const known = listed.includes(cluster || 'default');
	return {
		addressBy: 'handle',
		handle,
		cluster: known ? cluster || 'default' : 'other',
		...(known ? {} : { otherCluster: cluster }),
		...common,
	};
}
