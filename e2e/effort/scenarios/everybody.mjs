import { code, core, endUser, http, START, tell, workflow } from '../nodes.mjs';

const people = Array.from({ length: 230 }, (_, number) => ({
	external_id: `crm-5${number}`,
	profile: { first_name: `Name ${number}` },
}));

/** @type {import('./index.mjs').Scenario} */
export const everybody = {
	title: 'Get all end users, page by page',
	people,

	ours(place) {
		const list = endUser('Everybody', 'getAll', { returnAll: true }, place);
		return workflow('ours', [start(), list, count(), told(place)]);
	},

	own(place) {
		const pages = http(
			'Pages',
			{
				path: '/v2/end-users/',
				query: { limit: '100' },
				options: {
					pagination: {
						pagination: {
							paginationMode: 'responseContainsNextURL',
							nextURL: '={{ $response.body.meta.next_page_url }}',
							paginationCompleteWhen: 'other',
							completeExpression: '={{ !$response.body.meta.next_page_url }}',
						},
					},
				},
			},
			place,
		);
		const each = core('Everybody', 'splitOut', 1, { fieldToSplitOut: 'data' });
		return workflow('own', [start(), pages, each, count(), told(place)]);
	},

	expected: {
		people: people.map(({ external_id: id, profile }) => ({ external_id: id, ...profile })),
		received: [{ people: people.length, last: 'Name 229' }],
		writes: {},
	},
};

const start = () => core(START, 'manualTrigger', 1);

function count() {
	const jsCode = `const names = items.map(({ json }) => json.profile.first_name);
const last = names.sort((one, other) => one.slice(5) - other.slice(5)).at(-1);
return [{ json: { people: new Set(names).size, last } }];`;
	return code('Count', jsCode);
}

function told(place) {
	const fields = { people: '={{ $json.people }}', last: '={{ $json.last }}' };
	return tell('Told', fields, place);
}
