import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runE2e.mjs').then(({ runE2e }) => runE2e(process.argv.slice(2)));
