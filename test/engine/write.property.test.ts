import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import type { SwitchValues } from '../../sandbox/switches';
import { runEndUser } from './engine';
import { errorAt } from './itemError';
import type { StoredPerson } from './localAda';
import { LocalAda } from './localAda';

const TEXTS = ['avatar', 'display_name', 'email', 'first_name', 'language', 'last_name'] as const;

type Text = (typeof TEXTS)[number];

const FORM_NAMES: Record<Text, string> = {
	avatar: 'avatar',
	display_name: 'displayName',
	email: 'email',
	first_name: 'firstName',
	language: 'language',
	last_name: 'lastName',
};

/** Everything about writing that Ada's documents leave open. */
const switches: fc.Arbitrary<SwitchValues> = fc.record({
	metadataPatch: fc.constantFrom('merge', 'replace'),
	metadataKeyNull: fc.constantFrom('removes', 'refused', 'stored'),
	metadataNull: fc.constantFrom('nothing', 'clears'),
	metadataEmpty: fc.constantFrom('nothing', 'clears'),
	scalarNull: fc.constantFrom('clears', 'ignored'),
	knownExternalIdProfile: fc.constantFrom('ignored', 'applied'),
	knownExternalIdSensitive: fc.constantFrom('ignored', 'applied'),
	externalIdCase: fc.constantFrom('lowered', 'asSent'),
	language: fc.constantFrom('asSent', 'regionRequired', 'normalised'),
	noValue: fc.constantFrom('null', 'absent'),
	updatedByNothing: fc.constantFrom('silent', 'fires'),
	updatedByExternalId: fc.constantFrom('fires', 'silent'),
	updatedBySensitive: fc.constantFrom('silent', 'fires'),
});

const text = fc.constantFrom('Ana', 'Zoë 🙂', 'x', '0');
const language = fc.constantFrom('fr-CA', 'pt-BR', 'de', 'zh-Hant-TW');
const texts = fc.record(
	{
		avatar: text,
		display_name: text,
		email: text,
		first_name: text,
		language,
		last_name: text,
	},
	{ requiredKeys: [] },
);
const metadataValue = fc.oneof(text, fc.boolean(), fc.integer({ min: -5, max: 5 }));
const keys = fc.constantFrom('tier', 'plan', 'seats', 'region', 'constructor');
const metadata = fc.dictionary(keys, metadataValue, { maxKeys: 4, noNullPrototype: true });

interface Form {
	operation: 'update' | 'createOrUpdate';
	texts: Partial<Record<Text, string>>;
	metadata: Record<string, string | number | boolean>;
	clear: Text[];
	remove: string[];
	sensitive: boolean;
}

const form: fc.Arbitrary<Form> = fc
	.record({
		operation: fc.constantFrom('update' as const, 'createOrUpdate' as const),
		texts,
		metadata,
		clear: fc.uniqueArray(fc.constantFrom(...TEXTS), { maxLength: 3 }),
		remove: fc.uniqueArray(keys, { maxLength: 3 }),
		sensitive: fc.boolean(),
	})
	.map((wanted) => ({
		...wanted,
		clear: wanted.clear.filter((field) => wanted.texts[field] === undefined),
		remove: wanted.remove.filter((key) => !Object.keys(wanted.metadata).includes(key)),
	}));

function parametersOf(wanted: Form): INodeParameters {
	const profile = Object.fromEntries(
		TEXTS.flatMap((field) => {
			const value = wanted.texts[field];
			return value === undefined ? [] : [[FORM_NAMES[field], value] as const];
		}),
	);
	const who =
		wanted.operation === 'update'
			? { endUser: { __rl: true, mode: 'externalId', value: 'CRM-1' } }
			: { externalId: 'CRM-1' };
	return {
		...who,
		operation: wanted.operation,
		profile,
		metadata: { json: [{ json: JSON.stringify(wanted.metadata) }] },
		sensitiveMetadata: wanted.sensitive
			? { pairs: [{ key: 'token', type: 'string', value: 'tok-5f2' }] }
			: {},
		options: { clearFields: wanted.clear, removeMetadata: wanted.remove.join(',') },
	};
}

/** The fields of a person that can be seen, metadata by key; without a value they are not there. */
function visible({ profile }: StoredPerson): Map<string, unknown> {
	const { metadata: held, ...others } = profile;
	const entries = [
		...Object.entries(others),
		...Object.entries(held).map(([key, value]) => [`metadata.${key}`, value] as const),
	];
	return new Map(entries.filter(([, value]) => value !== null));
}

function wantedFields(wanted: Form): Map<string, unknown> {
	return new Map<string, unknown>([
		...Object.entries(wanted.texts),
		...Object.entries(wanted.metadata).map(([key, value]) => [`metadata.${key}`, value] as const),
		...wanted.clear.map((field) => [field, undefined] as const),
		...wanted.remove.map((key) => [`metadata.${key}`, undefined] as const),
	]);
}

/** Writes a form twice, and checks what became of the person. */
async function check(ada: LocalAda, wanted: Form): Promise<void> {
	const [before] = (await ada.people()).map(visible);
	const run = async () =>
		await runEndUser({
			credential: ada.credential,
			parameters: parametersOf(wanted),
			onError: 'continueRegularOutput',
		});

	const first = await run();

	const people = await ada.people();
	expect(people).toHaveLength(1);
	const after = visible(people[0]);
	const asked = wantedFields(wanted);
	for (const [field, value] of before) {
		if (!asked.has(field)) expect([field, after.get(field)]).toEqual([field, value]);
	}
	for (const field of after.keys()) {
		if (!asked.has(field)) expect([...before.keys()]).toContain(field);
	}
	const [item] = first.json[0];
	if (item.error) {
		expect(errorAt(first).message).toMatch(/Ada did not keep|Ada refused to update/);
		return;
	}
	const missed = [...asked].filter(([field, value]) => after.get(field) !== value);
	expect(missed).toEqual([]);
	const differed = [...asked].some(([field, value]) => before.get(field) !== value);
	expect(item.outcome).toBe(differed ? 'updated' : 'unchanged');

	await ada.forgetRequests();
	const told = (await ada.eventTypes()).length;
	const second = await run();
	expect(second.json[0][0].outcome).toBe('unchanged');
	const writes = (await ada.requests()).filter(({ method }) => method !== 'GET');
	expect(writes).toHaveLength(wanted.sensitive ? 1 : 0);
	// Nothing differs, so no event loops back; what sensitive values fire is Ada's own choice.
	if (!wanted.sensitive) expect(await ada.eventTypes()).toHaveLength(told);
}

test('a write changes what the form names and nothing else, whatever Ada’s documents leave open', async () => {
	await fc.assert(
		fc.asyncProperty(
			switches,
			texts,
			metadata,
			fc.array(form, { minLength: 1, maxLength: 3 }),
			async (chosen, before, held, forms) => {
				const ada = await LocalAda.start({ switches: chosen });
				try {
					await ada.seed({ external_id: 'crm-1', profile: { ...before, metadata: held } });
					// One after another: what the node has learned of this Ada must not mislead it.
					for (const wanted of forms) await check(ada, wanted);
				} finally {
					await ada.close();
				}
			},
		),
		{ numRuns: 200 },
	);
}, 240_000);
