import { requireSuitableNode } from './suitableNode.mjs';

requireSuitableNode();
import('./runEffort.mjs').then(({ runEffort }) => runEffort());
