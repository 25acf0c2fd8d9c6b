import { found, NotAnswered } from '../findings.mjs';

const other = { isOther: true };

/** Question 4. */
export const slashes = {
	questions: {
		slashMismatch: {
			number: 4,
			asks: 'What happens to a path with a slash missing, or one too many, at its end?',
			assumed: 'served',
			isSwitch: true,
			answers: {
				served: { means: 'it is served like the documented one' },
				redirect308: { means: 'a redirect with 308 to the documented one' },
				redirect301: {
					means: 'a redirect with 301 to the documented one',
					follows:
						'The nodes send the documented paths. So must HTTP Request nodes of your own: a' +
						' redirect can turn POST into GET.',
				},
				notFound: {
					means: '404',
					follows: 'The nodes send the documented paths. So must HTTP Request nodes of your own.',
				},
				mixed: {
					means: 'not always the same',
					follows: 'The nodes send the documented paths. So must HTTP Request nodes of your own.',
					...other,
				},
			},
		},
	},
	async find({ ada, throwAways }) {
		const { end_user_id: id } = await throwAways.person();
		const listed = await ada.ask('GET', '/v2/end-users?limit=1');
		const one = await ada.ask('GET', `/v2/end-users/${id}/`);
		const written = await ada.ask('POST', '/v2/end-users', {
			profile: { last_name: 'n8n probe' },
		});
		if (written.status === 201 && written.body) throwAways.keep(written.body);
		const kinds = [listed, one, written].map(kindOf);
		const [first] = kinds;
		if (kinds.every((kind) => kind === first) && first in slashes.questions.slashMismatch.answers) {
			return { slashMismatch: found(first) };
		}
		const saw = `GET, missing: ${kinds[0]}; GET, too many: ${kinds[1]}; POST, missing: ${kinds[2]}`;
		return { slashMismatch: found('mixed', saw) };
	},
};

function kindOf({ status, said }) {
	if (status >= 200 && status < 300) return 'served';
	if (status >= 300 && status < 400) return `redirect${status}`;
	if (status === 404) return 'notFound';
	throw new NotAnswered(`Ada answered ${status}${said && `: ${said}`}`);
}
