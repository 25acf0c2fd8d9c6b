import { found, NotAnswered, unclear } from '../findings.mjs';
import { bodyOf } from '../pacedAda.mjs';

const refused = { means: 'it is refused with 400', isOther: true };

const a = 'n8n_probe_a';
const b = 'n8n_probe_b';
const both = { [a]: '1', [b]: '1' };

/** The metadata of a new person after a change of it, or undefined if Ada refused it with 400. */
async function metadataAfter({ throwAways }, metadata) {
	const { end_user_id: id } = await throwAways.person({ profile: { metadata: both } });
	const before = await throwAways.read(id);
	if (before.profile?.metadata?.[a] !== '1') throw new NotAnswered('Ada did not store metadata');
	const answer = await throwAways.change(id, { metadata });
	if (answer.status === 400) return undefined;
	bodyOf(answer, 200);
	return (await throwAways.read(id)).profile?.metadata ?? {};
}

export const metadataPatch = {
	questions: {
		metadataPatch: {
			number: 12,
			asks: 'Does a PATCH merge profile.metadata with what is stored, or replace it?',
			assumed: 'merge',
			isSwitch: true,
			answers: {
				merge: { means: 'it merges: keys that are not named stay' },
				replace: {
					means: 'it replaces: keys that are not named are gone',
					follows:
						'Nothing to set: the nodes see it and send the full set. Leave the option Read First' +
						' on, and do not PATCH metadata by HTTP Request.',
				},
			},
		},
	},
	async find(context) {
		const after = await metadataAfter(context, { [b]: '2' });
		if (after?.[b] !== '2') return { metadataPatch: unclear('the change was not stored') };
		return { metadataPatch: found(after[a] === '1' ? 'merge' : 'replace') };
	},
};

export const metadataKeyNull = {
	questions: {
		metadataKeyNull: {
			number: 13,
			asks: 'What does null as the value of a metadata key do?',
			assumed: 'removes',
			isSwitch: true,
			answers: {
				removes: { means: 'it removes the key' },
				stored: { means: 'the key stays, with null as its value' },
				refused: {
					...refused,
					isOther: false,
					follows:
						'Metadata Keys to Remove fails, and says so, unless PATCH replaces metadata here.' +
						' Overwrite the key with another value instead.',
				},
				ignored: {
					means: 'nothing',
					follows:
						'Metadata Keys to Remove fails, and says so, unless PATCH replaces metadata here.' +
						' Overwrite the key with another value instead.',
					isOther: true,
				},
			},
		},
	},
	async find(context) {
		// The other key goes along, so that it does not matter whether metadata is replaced.
		const after = await metadataAfter(context, { [a]: null, [b]: '1' });
		return { metadataKeyNull: found(keyNull(after)) };
	},
};

function keyNull(after) {
	if (after === undefined) return 'refused';
	if (!(a in after)) return 'removes';
	return after[a] === null ? 'stored' : 'ignored';
}

function emptied(id, sent, text) {
	return {
		questions: {
			[id]: {
				number: 14,
				asks: `What does "metadata": ${text} do on PATCH?`,
				assumed: 'nothing',
				isSwitch: true,
				answers: {
					nothing: { means: 'nothing' },
					clears: {
						means: 'it removes all keys',
						follows: `Nothing to set. Do not send ${text} by HTTP Request.`,
					},
					refused,
				},
			},
		},
		async find(context) {
			const after = await metadataAfter(context, sent);
			if (after === undefined) return { [id]: found('refused') };
			const left = Object.keys(both).filter((key) => after[key] === '1');
			if (left.length === 1) return { [id]: unclear(`of two keys only ${left[0]} was left`) };
			return { [id]: found(left.length === 2 ? 'nothing' : 'clears') };
		},
	};
}

export const metadataNull = emptied('metadataNull', null, 'null');

export const metadataEmpty = emptied('metadataEmpty', {}, '{}');

const notCleared =
	'Clear Fields and Empty Values: Clear cannot clear a field here; the nodes say which one stayed.';

export const scalarNull = {
	questions: {
		scalarNull: {
			number: 15,
			asks: 'What does null do to a profile field such as first_name on PATCH?',
			assumed: 'clears',
			isSwitch: true,
			answers: {
				clears: { means: 'it clears the field' },
				ignored: { means: 'nothing', follows: notCleared },
				refused: { ...refused, follows: notCleared },
			},
		},
	},
	async find({ throwAways }) {
		const { end_user_id: id } = await throwAways.person({ profile: { first_name: 'Probe' } });
		const answer = await throwAways.change(id, { first_name: null });
		if (answer.status === 400) return { scalarNull: found('refused') };
		bodyOf(answer, 200);
		const { profile } = await throwAways.read(id);
		return { scalarNull: found(profile?.first_name ? 'ignored' : 'clears') };
	},
};

/** Question 48, as far as answers go; events may do otherwise. */
export const noValue = {
	questions: {
		noValue: {
			number: 48,
			asks: 'Are keys without a value null, or left out of answers?',
			assumed: 'null',
			isSwitch: true,
			answers: {
				null: { means: 'null' },
				absent: {
					means: 'left out',
					follows:
						'Nothing to set. In expressions of your own, expect that a key may be missing:' +
						' {{ $json.profile.email ?? "" }}.',
				},
				mixed: {
					means: 'some null, some left out',
					follows:
						'Nothing to set. In expressions of your own, expect that a key may be missing:' +
						' {{ $json.profile.email ?? "" }}.',
					isOther: true,
				},
			},
		},
	},
	async find({ throwAways }) {
		const { end_user_id: id } = await throwAways.person();
		return { noValue: emptyKeys(await throwAways.read(id)) };
	},
};

/** How a person shows what has no value; only external ID and last name may have one. */
export function emptyKeys({ profile = {} }) {
	const fields = ['first_name', 'display_name', 'avatar', 'email', 'language'];
	const absent = fields.filter((field) => !(field in profile));
	if (absent.length === 0) return found('null');
	if (absent.length === fields.length) return found('absent');
	return found('mixed', `left out: ${absent.join(', ')}`);
}
