import { found, NotAnswered, unclear } from '../findings.mjs';
import { bodyOf } from '../pacedAda.mjs';

const mostPages = 10;

/** Question 26. */
export const list = {
	questions: {
		listOrder: {
			number: 26,
			asks: 'In which order are end users listed?',
			assumed: 'ascending',
			isSwitch: true,
			answers: {
				ascending: { means: 'oldest first' },
				descending: { means: 'newest first' },
				other: { means: 'neither by age nor against it', isOther: true },
			},
		},
		listCursor: {
			number: 26,
			asks: 'Does a page begin with the record that the cursor names, or after it?',
			assumed: 'exclusive',
			isSwitch: true,
			answers: {
				exclusive: { means: 'after it' },
				inclusive: { means: 'with it' },
				opaque: { means: 'the cursor names no record', isOther: true },
			},
		},
		nextPageLimit: {
			number: 26,
			asks: 'Does next_page_url repeat the limit that was asked for?',
			assumed: 'carried',
			isSwitch: true,
			answers: { carried: { means: 'yes' }, dropped: { means: 'no' } },
		},
		lastPage: {
			number: 26,
			asks: 'What is next_page_url on the last page?',
			assumed: 'null',
			isSwitch: true,
			answers: {
				null: { means: 'null' },
				absent: { means: 'left out' },
				empty: { means: 'an empty text' },
			},
		},
	},
	async find({ ada }) {
		const first = await pageAt(ada, '/v2/end-users/?limit=1');
		const next = first.meta.next_page_url;
		return {
			...(next ? await ofCursor(ada, first, next) : ofNoNext()),
			...(await ofWholePages(ada)),
		};
	},
};

async function pageAt(ada, path) {
	const page = bodyOf(await ada.ask('GET', path), 200);
	if (!Array.isArray(page.data) || typeof page.meta !== 'object' || page.meta === null) {
		throw new NotAnswered('the list has no data or no meta');
	}
	return page;
}

async function pageAfter(ada, next) {
	const path = ada.pathOf(next);
	if (!path) throw new NotAnswered(`next_page_url leads elsewhere, to ${new URL(next).host}`);
	return await pageAt(ada, path);
}

async function ofCursor(ada, first, next) {
	const parameters = new URL(next).searchParams;
	const second = await pageAfter(ada, next);
	const named = parameters.get('cursor');
	const [before] = first.data;
	const [after] = second.data;
	return {
		listCursor: cursorOf(named, before?.end_user_id, after?.end_user_id),
		nextPageLimit: found(parameters.has('limit') ? 'carried' : 'dropped'),
	};
}

function cursorOf(named, before, after) {
	if (before === after) return unclear('the second page begins with the person of the first');
	if (named === before) return found('exclusive');
	return named === after ? found('inclusive') : found('opaque');
}

function ofNoNext() {
	const reason = unclear('a page of one person had no next one');
	return { listCursor: reason, nextPageLimit: reason };
}

async function ofWholePages(ada) {
	let page = await pageAt(ada, '/v2/end-users/?limit=100');
	const listOrder = orderOf(page.data);
	for (let pages = 1; page.meta.next_page_url; pages += 1) {
		if (pages === mostPages) {
			const reason = `not reached in ${mostPages} pages`;
			return { listOrder, lastPage: unclear(reason) };
		}
		page = await pageAfter(ada, page.meta.next_page_url);
	}
	const kinds = { undefined: 'absent', '': 'empty', null: 'null' };
	return { listOrder, lastPage: found(kinds[String(page.meta.next_page_url)]) };
}

function orderOf(people) {
	if (people.length < 2) return unclear(`there are too few people to tell: ${people.length}`);
	const isSorted = (compare) =>
		people.every((person, index) => index === 0 || compare(people[index - 1], person) <= 0);
	if (isSorted(byAge)) return found('ascending');
	return found(isSorted((one, other) => byAge(other, one)) ? 'descending' : 'other');
}

/** People of the same moment are told by their IDs, which grow with time. */
function byAge(one, other) {
	const key = ({ created_at: at, end_user_id: id }) => `${at} ${id}`;
	return key(one) < key(other) ? -1 : 1;
}
