import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runBench.mjs').then(({ runBench }) => runBench(process.argv.slice(2)));
