import type { IDataObject } from 'n8n-workflow';

import type { EndUser } from '../../ada/endUser';
import { withoutSensitive } from '../../ada/endUser';
import type { EndUserReference } from '../../ada/endUserRequests';
import { simplified } from '../../forms/outputOptions';
import type { Answered, Outcome } from '../../items/outcome';

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
