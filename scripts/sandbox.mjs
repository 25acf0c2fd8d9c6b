import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runSandbox.mjs').then(({ runSandbox }) => runSandbox(process.argv.slice(2)));
