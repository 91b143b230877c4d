/** What of OpenClaw's plugin API is used. */
interface PluginApi {
  readonly pluginConfig?: unknown;
  on(
    name: 'before_tool_call',
    handler: (
      event: { readonly toolName: string; readonly params?: unknown },
      context?: { readonly sessionId?: string; readonly sessionKey?: string },
    ) => Promise<{ readonly block: true; readonly blockReason: string } | undefined>,
    options: { readonly priority: number; readonly timeoutMs: number },
  ): void;
}

declare const plugin: {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  register(api: PluginApi): void;
};
export default plugin;
