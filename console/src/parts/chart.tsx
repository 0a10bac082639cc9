import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { useTheme } from '../shell/theme';

/** A chart for the eye and the same figures as a table for a screen reader. Its library is loaded after the page stands. */
export function Chart({ option, height = 260, label, head, rows }: { option: EChartsCoreOption; height?: number; label: string; head: string[]; rows: string[][] }) {
  const place = useRef<HTMLDivElement>(null);
  const { dark } = useTheme();
  useEffect(() => {
    let gone = false;
    let end = () => undefined as void;
    void import('./echarts').then(({ draw }) => {
      if (!gone && place.current) end = draw(place.current, option);
    });
    return () => {
      gone = true;
      end();
    };
  }, [option, dark]);
  return (
    <figure style={{ margin: 0 }}>
      <div ref={place} style={{ height }} aria-hidden="true" />
      <table className="hidden-label">
        <caption>{label}</caption>
        <thead>
          <tr>{head.map((cell) => <th key={cell} scope="col">{cell}</th>)}</tr>
        </thead>
        <tbody>{rows.map((row) => <tr key={row[0]}>{row.map((cell, at) => <td key={head[at]}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </figure>
  );
}
