import { Alert, Button } from 'antd';
import { askAgain } from '../api/client';
import { Problem } from '../api/problem';
import { useLanguage, useWords } from '../i18n';
import { problems } from '../problems';
import { common } from '../words';

/** A refusal in the language of the page. The server's sentence is English; where the page is too, it is the better one. */
export function useProblemText() {
  const { language } = useLanguage();
  return (error: unknown): string => {
    const problem = Problem.from(error);
    const pair = (problems as Record<string, readonly [string, string]>)[problem.code];
    if (language === 'en') return problem.status > 0 && problem.message ? upper(problem.message) : (pair?.[1] ?? problem.code);
    return pair?.[0] ?? `没有被接受（${problem.code}）`;
  };
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const text = useProblemText();
  const t = useWords(common);
  const { instance } = Problem.from(error);
  return (
    <Alert
      type="error"
      showIcon
      title={text(error)}
      description={instance ? <span className="small code">{t('instance', { id: instance })}</span> : undefined}
      action={again && <Button size="small" onClick={() => {
        askAgain();
        again();
      }}>{t('retry')}</Button>}
    />
  );
}
