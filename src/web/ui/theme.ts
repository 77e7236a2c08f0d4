import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** Marketing, and nothing else. */
const violet: MantineColorsTuple = [
  '#f4f0fd',
  '#e8e0fb',
  '#d0c1f6',
  '#b79ff0',
  '#9e7cea',
  '#8a5fe3',
  '#7a4ada',
  '#6d3fd1',
  '#5a32b0',
  '#48288c',
];
/** Sales, and nothing else. */
const teal: MantineColorsTuple = [
  '#e9f7f5',
  '#d2efeb',
  '#a6dfd8',
  '#75ccc2',
  '#44b8ac',
  '#1fa699',
  '#0f8f84',
  '#0a7d74',
  '#08655e',
  '#064e49',
];
/** All the rest: text, lines, primary actions. */
const ink: MantineColorsTuple = [
  '#f6f6f8',
  '#ededf0',
  '#dcdde2',
  '#bfc1c9',
  '#9497a3',
  '#6f7280',
  '#565966',
  '#40434e',
  '#292b33',
  '#17181d',
];
const dark: MantineColorsTuple = [
  '#e4e5ea',
  '#c3c5ce',
  '#a3a6b2',
  '#757987',
  '#4a4d58',
  '#373a43',
  '#2a2c33',
  '#1b1c21',
  '#141518',
  '#0e0f11',
];
/** Clocks and outcomes alone: kept, soon, over. */
const green: MantineColorsTuple = [
  '#eaf7ed',
  '#d5efdb',
  '#abdfb8',
  '#7ccb90',
  '#4fb56a',
  '#2f9e4c',
  '#23863e',
  '#1b7234',
  '#155a29',
  '#10451f',
];
const amber: MantineColorsTuple = [
  '#fdf5e3',
  '#faeac6',
  '#f4d48b',
  '#ecbb4c',
  '#e0a21f',
  '#c88a0c',
  '#a97106',
  '#8a5a04',
  '#6e4704',
  '#553705',
];
const red: MantineColorsTuple = [
  '#fdefee',
  '#fbdedc',
  '#f6bcb8',
  '#ef938d',
  '#e66a62',
  '#d9473d',
  '#c6352b',
  '#ad2a21',
  '#8a211a',
  '#691a15',
];

/** A primary button is dark in the light scheme and light in the dark one: its words turn with it, by the page's own colour. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  return input.variant === 'filled' && (input.color ?? 'ink') === 'ink' ? { ...colors, color: 'var(--surface)' } : colors;
};

export const theme = createTheme({
  colors: { violet, teal, ink, dark, green, yellow: amber, red, gray: ink },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  autoContrast: true,
  variantColorResolver: variantColors,
  black: '#17181d',
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.43', md: '1.43', lg: '1.5', xl: '1.4' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
      h4: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Checkbox: { defaultProps: { iconColor: 'var(--surface)' } },
    Radio: { defaultProps: { iconColor: 'var(--surface)' } },
    // Named, because without a name these take white words from their style sheet.
    Button: { defaultProps: { fw: 500, color: 'ink' } },
    ActionIcon: { defaultProps: { color: 'ink' } },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        withArrow: false,
        fz: 'xs',
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: false },
      },
    },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { position: 'right', transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', position: 'bottom-end', transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Select: { defaultProps: { checkIconPosition: 'right', allowDeselect: false, nothingFoundMessage: '–' } },
    Badge: { defaultProps: { color: 'ink', radius: 'sm', tt: 'none', fw: 500 } },
  },
});

const LIGHT = {
  '--surface': '#ffffff',
  '--surface-sunken': '#f6f6f8',
  '--surface-raised': '#ffffff',
  '--surface-hover': '#f1f1f4',
  '--surface-chosen': '#e8e9ee',
  '--line': '#e2e3e8',
  '--line-strong': '#8a8d99',
  '--text': '#17181d',
  '--text-quiet': '#565966',
  '--marketing': '#6d3fd1',
  '--marketing-soft': '#f1ecfc',
  '--sales': '#0a7068',
  '--sales-soft': '#e4f4f2',
  '--good': '#1b6e33',
  '--good-soft': '#e6f5ea',
  '--soon': '#7d5203',
  '--soon-soft': '#fcf2db',
  '--late': '#ad2a21',
  '--late-soft': '#fdeceb',
};

const DARK: typeof LIGHT = {
  '--surface': '#141518',
  '--surface-sunken': '#0e0f11',
  '--surface-raised': '#1b1c21',
  '--surface-hover': '#202228',
  '--surface-chosen': '#2c2f37',
  '--line': '#2a2c33',
  '--line-strong': '#757987',
  '--text': '#e9eaee',
  '--text-quiet': '#a3a6b2',
  '--marketing': '#b79ff0',
  '--marketing-soft': '#2a2140',
  '--sales': '#59c7bb',
  '--sales-soft': '#12302d',
  '--good': '#7ccb90',
  '--good-soft': '#16301d',
  '--soon': '#ecbb4c',
  '--soon-soft': '#332710',
  '--late': '#ef938d',
  '--late-soft': '#3c1b19',
};

/** Mantine's own names, told to use the tokens: its greys for quiet text fall short of AA contrast. */
const SHARED = {
  '--mantine-primary-color-contrast': 'var(--surface)',
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-quiet)',
  '--mantine-color-placeholder': 'var(--text-quiet)',
  '--mantine-color-error': 'var(--late)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-anchor': 'var(--text)',
};

/** The same tokens for light and dark; every style sheet reads these and no colour of its own. */
export const tokens: CSSVariablesResolver = () => ({
  variables: { '--row': '36px', '--row-dense': '28px' },
  light: { ...LIGHT, ...SHARED },
  dark: { ...DARK, ...SHARED },
});
