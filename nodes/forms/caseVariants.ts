import type { INodeProperties } from 'n8n-workflow';

export const caseVariantsOption: INodeProperties = {
	displayName: 'Allow Case Variants',
	name: 'allowCaseVariants',
	type: 'boolean',
	default: false,
	description:
		'Whether to accept external IDs such as ABC-1 and abc-1 in one run. To Ada they are one person, so the second is refused otherwise.',
};
