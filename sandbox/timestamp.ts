import type { Alternative } from './switches';

/**
 * A record's time as Ada writes it. Its pages show three formats; see switch timestampFormat.
 * @param ms milliseconds since 1970
 */
export function timestamp(ms: number, format: Alternative<'timestampFormat'>): string {
	const zulu = new Date(ms).toISOString();
	if (format === 'zulu') return zulu;
	const microseconds = zulu.replace('Z', '000');
	return format === 'zoneless' ? microseconds : `${microseconds}+00:00`;
}
