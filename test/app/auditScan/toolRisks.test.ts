import { expect, it } from 'vitest';
import { isGrave, toolRisks } from '../../../src/app/auditScan/toolRisks.ts';
import { tempHome } from '../../support/tempHome.ts';

it('tells by the name where no definition is kept', async () => {
  const riskOf = await toolRisks(tempHome());
  expect([riskOf('x', 'bash'), riskOf('x', 'read_file')].map(isGrave)).toEqual([true, false]);
  expect(isGrave(null)).toBe(false);
});
