import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const CHOICES = ['create', 'error', 'output', 'skip'] as const;

export type WhenNotFound = (typeof CHOICES)[number];

/** The choice as the node has it; what is none of the choices counts as an error, to lose nothing. */
export function readWhenNotFound(value: unknown): WhenNotFound {
	return CHOICES.find((choice) => choice === value) ?? 'error';
}

const create: INodePropertyOptions = {
	name: 'Create the End User',
	value: 'create',
	description: 'With the external ID and the fields of this form',
};

const others: INodePropertyOptions[] = [
	{
		name: 'Pass the Item to the "Not Found" Output',
		value: 'output',
		description: 'A second output hands the input item on, for example to a node that creates',
	},
	{
		name: 'Skip the Item',
		value: 'skip',
		description: 'Nothing comes out for it',
	},
	{
		name: 'Stop With an Error',
		value: 'error',
		description: "The item fails, and goes the way that the node's On Error setting says",
	},
];

/**
 * The choice of every operation that needs a person who may be unknown to Ada. Hidden where the
 * node is an AI Agent's tool, which sees the first output only and is told in words.
 */
export function whenNotFoundField(
	show: Record<string, string[]>,
	byDefault: WhenNotFound,
	what = 'person',
): INodeProperties {
	return {
		displayName: 'When Not Found',
		name: 'whenNotFound',
		type: 'options',
		noDataExpression: true,
		options: byDefault === 'create' ? [create, ...others] : others,
		default: byDefault,
		description: `What to do with an item whose ${what} Ada does not know. Changing this adds or removes the "Not Found" output, and the error output, if you use one, moves: check its connection.`,
		displayOptions: {
			show,
			hide: { '@tool': [true] },
		},
	};
}

/**
 * n8n's expression for a node's outputs, which it evaluates in the editor and in runs. `condition`
 * says, in terms of `$parameter`, where the form has the field When Not Found.
 */
export function outputsByWhenNotFound(condition: string): `={{${string}}}` {
	return `={{ (${condition}) && $parameter.whenNotFound === "output" ? [{ type: "main", displayName: "Found" }, { type: "main", displayName: "Not Found" }] : ["main"] }}`;
}
