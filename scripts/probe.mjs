import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runProbe.mjs').then(({ runProbe }) => runProbe(process.argv.slice(2)));
