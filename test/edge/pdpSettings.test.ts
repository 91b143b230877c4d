import { describe, expect, it } from 'vitest';
import { evaluationUrl } from '../../src/edge/pdpSettings.ts';

describe('evaluationUrl', () => {
  it.each([
    ['https://pdp.example', 'https://pdp.example/access/v1/evaluation'],
    ['https://pdp.example/', 'https://pdp.example/access/v1/evaluation'],
    ['https://pdp.example/tenants/a/', 'https://pdp.example/tenants/a/access/v1/evaluation'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/access/v1/evaluation'],
  ])('puts the path behind %s', (url, want) => {
    expect(evaluationUrl({ url }).href).toBe(want);
  });
});
