import { found, NotAnswered } from '../findings.mjs';
import { bodyOf } from '../pacedAda.mjs';

const known = 'v1.end_user.created';
const unknown = 'v1.n8n_probe.happened';

/** Question 49. */
export const unknownEventType = {
	questions: {
		unknownEventType: {
			number: 49,
			asks: 'What happens to an unknown name in a webhook’s event_filters?',
			assumed: 'refused',
			isSwitch: true,
			answers: {
				refused: { means: 'it is refused with 400' },
				stored: {
					means: 'it is stored',
					follows:
						'Check what you type under Further Event Names: Ada takes a misspelled name and' +
						' never sends anything for it.',
				},
				unprocessable: { means: 'it is refused with 422', isOther: true },
				dropped: {
					means: 'it is left out of what is stored',
					follows: 'Check what you type under Further Event Names.',
					isOther: true,
				},
			},
		},
	},
	async find({ throwAways }) {
		const control = await throwAways.endpoint({ events: [known] });
		if (control.status !== 201) {
			throw new NotAnswered(`no endpoint could be made: ${control.status} ${control.said}`);
		}
		const answer = await throwAways.endpoint({ events: [known, unknown] });
		if (answer.status === 400) return { unknownEventType: found('refused') };
		if (answer.status === 422) return { unknownEventType: found('unprocessable') };
		const { event_filters: stored = [] } = bodyOf(answer, 201);
		return { unknownEventType: found(stored.includes(unknown) ? 'stored' : 'dropped') };
	},
};
