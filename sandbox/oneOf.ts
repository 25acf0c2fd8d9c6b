import { Type } from '@sinclair/typebox';

/** The schema of a text that is one of these. */
export function oneOf<const Value extends string>(...values: Value[]) {
	return Type.Unsafe<Value>({ type: 'string', enum: values });
}
