import { createHash } from 'node:crypto';

import type { ErasureBody, Identifier } from './erasure';

/** Ada takes so many identifiers in one job (Ada OpenAPI, `POST /v2/end-users/delete`). */
export const MOST_IDENTIFIERS = 1000;

/** Ada takes 512 KB, and does not say whether a KB has 1,000 or 1,024 bytes. */
export const LARGEST_BODY = 512_000;

/** Bytes of a body without identifiers: the names of its keys, and a reference of 68 characters. */
const EMPTY_BODY = bytesOf(bodyOf([]));

/**
 * The bodies of the jobs for these identifiers, none of which may be there twice. They are cut in
 * the order in which they come, so that the same items give the same jobs, also where others were
 * added after them.
 */
export function erasureBodies(identifiers: Identifier[], mostInOne: number): ErasureBody[] {
	const batches: Identifier[][] = [];
	let bytes = Infinity;
	for (const identifier of identifiers) {
		const more = bytesOf(identifier) + ','.length;
		const last = batches[batches.length - 1];
		if (last && last.length < mostInOne && bytes + more <= LARGEST_BODY) {
			last.push(identifier);
			bytes += more;
		} else {
			batches.push([identifier]);
			bytes = EMPTY_BODY + more;
		}
	}
	return batches.map(bodyOf);
}

/** Whether an identifier can be sent at all. */
export function fitsInABody(identifier: Identifier): boolean {
	return bytesOf(bodyOf([identifier])) <= LARGEST_BODY;
}

/**
 * The same identifiers give the same body, whatever their order, and the reference is derived from
 * them: Ada returns the earlier job to an identical request, and nobody can read in it who it is.
 */
function bodyOf(identifiers: Identifier[]): ErasureBody {
	const sorted = [...identifiers].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
	const hash = createHash('sha256').update(JSON.stringify(sorted.map(keyOf)));
	return { client_reference: `n8n-${hash.digest('hex')}`, identifiers: sorted };
}

/** Text that two identifiers have in common only if they are the same. */
export function keyOf({ type, value }: Identifier): string {
	return `${type} ${value}`;
}

function bytesOf(value: object): number {
	return Buffer.byteLength(JSON.stringify(value));
}
