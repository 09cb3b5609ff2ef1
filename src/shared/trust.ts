// What changed in a server since the person last said that it is fine.

/** One difference; `asks` where a tool may do something it could not, or wants something it did not. */
export type TrustChange =
  | { readonly kind: 'address'; readonly before: string; readonly after: string }
  | { readonly kind: 'tool-added'; readonly readOnly: boolean }
  | { readonly kind: 'tool-removed' }
  | { readonly kind: 'may-change' }
  | { readonly kind: 'may-destroy' }
  | { readonly kind: 'tamer' }
  | {
      readonly kind: 'parameter-added' | 'parameter-removed';
      readonly parameter: string;
      readonly required: boolean;
    }
  | { readonly kind: 'parameter-changed'; readonly parameter: string; readonly before: string; readonly after: string }
  | { readonly kind: 'parameter-required' | 'parameter-optional'; readonly parameter: string }
  | { readonly kind: 'schema' }
  | { readonly kind: 'output' }
  | {
      readonly kind: 'wording';
      readonly what: 'title' | 'description' | 'instructions' | 'parameter';
      readonly parameter?: string;
      readonly before: string;
      readonly after: string;
    };

export interface TrustItem {
  /** Absent for what is about the server as a whole. */
  readonly tool?: string;
  readonly asks: boolean;
  readonly changes: readonly TrustChange[];
}

export interface TrustReview {
  readonly server: string;
  /** Of exactly these changes: what comes later is not accepted with them. */
  readonly id: string;
  /** When it was last said to be fine, or first seen; epoch ms. */
  readonly since: number;
  readonly items: readonly TrustItem[];
}

/** How many things changed, for rows and notices. */
export interface TrustCounts {
  readonly asks: number;
  readonly quiet: number;
}
