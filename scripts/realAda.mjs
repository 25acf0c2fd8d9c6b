import { Problem } from './problem.mjs';

/** The clusters that the credential has in its list. */
const listed = ['default', 'att', 'eu', 'ficanex', 'maple', 'us2'];

/**
 * The credential for the Ada that the environment names (ADA_HANDLE, ADA_CLUSTER, ADA_API_KEY), or
 * undefined when it names none. The key goes into n8n's credential and nowhere else.
 */
export function realAda({ ADA_HANDLE: handle, ADA_CLUSTER: cluster, ADA_API_KEY: apiKey }) {
	if (!handle && !apiKey) return undefined;
	if (!handle || !apiKey) {
		const [missing, given] = handle ? ['ADA_API_KEY', 'ADA_HANDLE'] : ['ADA_HANDLE', 'ADA_API_KEY'];
		throw new Problem(
			`${given} is set and ${missing} is not. For a real Ada set both (and ADA_CLUSTER, if it is` +
				' not the default one); for the sandbox set none.',
		);
	}
	const known = listed.includes(cluster || 'default');
	return {
		addressBy: 'handle',
		handle,
		cluster: known ? cluster || 'default' : 'other',
		...(known ? {} : { otherCluster: cluster }),
		apiKey,
		limitShare: 80,
	};
}
