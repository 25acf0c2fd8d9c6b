import type { EndUser } from './endUser';
import { create } from './endUserRequests';
import type { Write } from './endUserUpdate';
import { update } from './endUserUpdate';
import { creation } from './endUserWrite';

/** Creates a person as the write wants them; whoever has the external ID already is found instead. */
export async function createPerson(
	{ ada, node, wanted, secrets }: Write,
	externalId: string | undefined,
): Promise<{ endUser: EndUser; created: boolean }> {
	return await create(ada, node, creation(externalId, wanted), secrets);
}

/**
 * Creates somebody whom a look-up did not find. Who was created by others between the look-up and
 * now is written like everybody else; `undefined` if they are gone again.
 */
export async function createUnknown(
	write: Write,
	externalId: string,
): Promise<{ endUser: EndUser; outcome: 'created' | 'updated' | 'unchanged' } | undefined> {
	const { endUser, created } = await createPerson(write, externalId);
	return created ? { endUser, outcome: 'created' } : await update(write, endUser);
}
