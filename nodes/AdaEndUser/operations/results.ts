import type { IDataObject } from 'n8n-workflow';

import type { EndUser } from '../../ada/endUser';
import { withoutSensitive } from '../../ada/endUser';
import type { EndUserReference } from '../../ada/endUserRequests';
import { simplified } from '../../forms/outputOptions';
import type { Answered, NotFound, Outcome } from '../../items/outcome';

/**
 * An item's result around Ada's end user. The external ID comes out in the spelling that the user
 * wrote, since Ada may keep it in lower case.
 */
export function answeredWith(
	answer: EndUser,
	outcome: Outcome,
	who?: EndUserReference,
	sensitiveFieldsSent = 0,
): Answered {
	const endUser = withoutSensitive(answer);
	if (who?.by === 'externalId') endUser.external_id = who.value;
	const findings: IDataObject = sensitiveFieldsSent > 0 ? { sensitiveFieldsSent } : {};
	return {
		kind: 'answered',
		outcome,
		answer: { ...endUser, profile: { ...endUser.profile } },
		simplified: simplified(endUser),
		findings,
	};
}

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
