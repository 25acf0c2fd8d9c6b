import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import { withoutSensitive } from '../ada/endUser';
import { lookUp } from '../ada/endUserRequests';
import { dataOf, isObject } from './adaEvent';
import { isRepeated } from './repeats';

/** The modes of executions in which somebody wants to see the event, however often it came. */
const DELIBERATE = ['manual', 'retry'];

/** What the trigger hands on of a delivery: nothing if it is a repeat, otherwise the event as chosen. */
export async function outputOf(
	context: IExecuteFunctions,
	deliveries: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	for (const { json } of deliveries) {
		if (await isToBeSkipped(context, json)) continue;
		outputs.push({ json: await shaped(context, json) });
	}
	return outputs;
}

async function isToBeSkipped(context: IExecuteFunctions, json: IDataObject): Promise<boolean> {
	const { delivery } = json;
	if (!isObject(delivery) || typeof delivery.id !== 'string') return false;
	if (DELIBERATE.includes(context.getMode())) return false;
	if (context.getNodeParameter('options.repeatedDeliveries', 0, 'skip') !== 'skip') return false;
	if (!(await isRepeated(context, delivery.id))) return false;
	context.addExecutionHints({
		message: `Ada sent this delivery (${delivery.id}) before, and it was handled then, so nothing after this node ran. To handle repeated deliveries as well, set the option 'Repeated Deliveries' to Run Again.`,
		location: 'outputPane',
	});
	return true;
}

async function shaped(context: IExecuteFunctions, json: IDataObject): Promise<IDataObject> {
	const isDataAlone = context.getNodeParameter('options.output', 0, 'event') === 'data';
	const shown = isDataAlone ? dataOf(json) : json;
	const id = dataOf(json).end_user_id;
	const isIncluded = context.getNodeParameter('options.includeEndUser', 0, false) === true;
	if (!isIncluded || typeof id !== 'string') return shown;
	const ada = await AdaClient.connect(context);
	const endUser = await lookUp(ada, context.getNode(), { by: 'id', value: id });
	return { ...shown, endUser: endUser ? { ...withoutSensitive(endUser) } : null };
}
