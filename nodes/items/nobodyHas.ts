import type { EndUserReference } from '../ada/endUserRequests';
import type { NotFound } from './outcome';

/** The result for a person whom Ada does not know. */
export function nobodyHas({ by, value }: EndUserReference): NotFound {
	const name = by === 'id' ? 'Ada ID' : 'external ID';
	return {
		kind: 'notFound',
		message: `Nobody in Ada has the ${name} "${value}"`,
		advice:
			by === 'id'
				? 'Check the ID. Ada deletes a new end user after 24 hours without a conversation'
				: "Check the ID, create the person first, or choose another way under 'When Not Found'. Ada deletes a new end user after 24 hours without a conversation",
	};
}
