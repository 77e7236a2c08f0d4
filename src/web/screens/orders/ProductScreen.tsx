import { changeProduct, getProduct, removeProduct } from '#modules/orders/contract/products.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { minorDigits } from '#platform/shared/money.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { amountOf } from '../../parts/companies/CustomFacts.tsx';
import { type Fact, Facts } from '../../parts/companies/Facts.tsx';
import { RecordMenu } from '../../parts/companies/RecordMenu.tsx';
import classes from '../../parts/orders/orders.module.css';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Product = OutputOf<typeof getProduct>;

export function ProductScreen() {
  const { orders } = useTexts();
  const texts = orders.products;
  const id = useParam('id');
  const format = useFormat();
  const { data: product, error, refetch } = useRead(getProduct, { id }, { topics: [`product:${id}`, 'invoice'] });
  const remove = useRemove(product);
  const crumbs = [{ title: texts.title, to: paths.products() }];
  if (!product)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={product.name}
      crumbs={crumbs}
      beside={!product.active && <Mark>{texts.inactive}</Mark>}
      lead={[product.code, product.category].filter(Boolean).join(' · ') || undefined}
      actions={product.writable && <RecordMenu onTrash={remove} />}
    >
      <div className={classes.layout}>
        <section>
          <h2 className={classes.heading}>{texts.sold}</h2>
          {product.sold.length === 0 && <p className={classes.quiet}>{texts.unsold}</p>}
          <Figures>
            {product.sold.map((one) => (
              <Figure
                key={one.currency}
                label={one.currency}
                definition={texts.soldHelp}
                value={format.money({ amountMinor: one.totalMinor, currency: one.currency }, 'short')}
                beside={`${texts.lines(format.number(one.lines))} · ${texts.pieces(format.number(one.quantity))}`}
              />
            ))}
          </Figures>
        </section>
        <aside aria-label={texts.facts}>
          <ProductFacts product={product} />
        </aside>
      </div>
    </Page>
  );
}

function ProductFacts({ product }: { product: Product }) {
  const { orders } = useTexts();
  const texts = orders.products;
  const format = useFormat();
  const change = useWrite(changeProduct, { invalidates: ['product'] });
  const { currency } = product;
  const save = (values: Record<string, unknown>) => {
    const [[name, value] = ['', null]] = Object.entries(values);
    const money = typeof value === 'object' && value !== null ? (value as { amountMinor: number; currency: string }) : null;
    const sent = money ? { [name]: money.amountMinor, ...(money.currency === currency ? {} : { currency: money.currency }) } : values;
    return change.mutateAsync({ id: product.id, ...sent } as InputOf<typeof changeProduct>);
  };
  const money = (name: 'priceMinor' | 'costMinor', label: string): Fact => {
    const amount = product[name];
    return {
      name,
      label,
      text: amount === undefined ? undefined : amount === null ? '' : `${amount / 10 ** minorDigits(currency)} ${currency}`,
      ...(typeof amount === 'number' ? { show: format.money({ amountMinor: amount, currency }) } : {}),
      toWire: (text) => amountOf(text, currency),
    };
  };
  const facts: Fact[] = [
    { name: 'name', label: texts.name, text: product.name },
    { name: 'code', label: texts.code, text: product.code ?? '' },
    { name: 'category', label: texts.category, text: product.category ?? '' },
    money('priceMinor', texts.price),
    money('costMinor', texts.cost),
    {
      name: 'active',
      label: texts.status,
      text: product.active ? 'yes' : 'no',
      options: [
        { value: 'yes', label: texts.active },
        { value: 'no', label: texts.inactive },
      ],
      toWire: (text) => text === 'yes',
    },
    ...(product.ref ? [{ name: 'ref', label: texts.ref, text: product.ref, fixed: true }] : []),
  ];
  return <Facts entity="product" title={texts.facts} facts={facts} writable={product.writable} onSave={save} />;
}

function useRemove(product: Product | undefined) {
  const { orders } = useTexts();
  const texts = orders.products;
  const toast = useToast();
  const go = useGo();
  const remove = useWrite(removeProduct, { invalidates: ['product'] });
  return async () => {
    if (!product) return;
    const yes = await confirm({ title: texts.removeTitle(product.name), body: texts.removeBody, action: texts.remove, danger: true });
    if (!yes) return;
    try {
      await remove.mutateAsync({ id: product.id });
      go(paths.products());
    } catch (problem) {
      toast.problem(problem);
    }
  };
}
