import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runTests.mjs').then(({ runTests }) => runTests(process.argv.slice(2)));
