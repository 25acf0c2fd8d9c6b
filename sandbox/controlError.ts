/** A request that the control API cannot follow; the message says what it takes instead. */
export class ControlError extends Error {
	constructor(
		readonly status: 400 | 404,
		message: string,
	) {
		super(message);
	}
}
